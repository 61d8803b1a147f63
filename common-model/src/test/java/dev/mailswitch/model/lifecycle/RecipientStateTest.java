package dev.mailswitch.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RecipientStateTest {

    /// The methods are the transitions; the diagram is drawn from them.
    @Test
    void theDiagramInTheDocumentationIsTheOneOfTheTypes() throws Exception {
        String drawn =
                Arrays.stream(RecipientState.class.getPermittedSubclasses())
                        .map(RecipientStateTest::line)
                        .collect(Collectors.joining("\n"));
        String source =
                Files.readString(
                        Path.of(
                                "src/main/java/dev/mailswitch/model/lifecycle/RecipientState.java"));

        assertThat(source).contains("/// ```\n" + drawn + "\n/// ```\n");
    }

    private static String line(Class<?> state) {
        List<String> moves =
                Arrays.stream(state.getDeclaredMethods())
                        .filter(m -> !Modifier.isStatic(m.getModifiers()))
                        .filter(m -> RecipientState.class.isAssignableFrom(m.getReturnType()))
                        .map(RecipientStateTest::move)
                        .sorted()
                        .toList();
        return "/// %-11s %s"
                .formatted(
                        state.getSimpleName() + ":",
                        moves.isEmpty() ? "the end" : String.join(", ", moves));
    }

    private static String move(Method method) {
        return method.getName() + " → " + method.getReturnType().getSimpleName();
    }
}
