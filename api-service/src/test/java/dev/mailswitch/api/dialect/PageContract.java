package dev.mailswitch.api.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps a door's page true. The page has tables, known by the first cell of their heads:
///
/// - `route`: all that the door's resources serve, as `POST /v1/email`;
/// - one for each record of the wire, by the words of [#tables()]: its fields by their JSON names;
/// - `status`: all statuses the door answers with, and in the next cell what it says, where a `…`
///   stands for anything and an empty cell for whatever it is.
///
/// First cells hold one code span or several. A test fails when page and code disagree, whichever
/// of them has more.
public abstract class PageContract {

    /// What the door says to a stop or a refusal.
    ///
    /// @param word what stands in the second column
    public record Said(int status, String word) {}

    /// The page's file name under `docs/doors`, without `.md`.
    protected abstract String page();

    /// A class of the door's room.
    protected abstract Class<?> room();

    protected abstract JsonMapper mapper();

    /// Which table is about which record.
    protected abstract Map<String, Class<?>> tables();

    /// Statuses of answers that refuse nothing.
    protected abstract Set<Integer> accepted();

    /// What the door says to each reason there is ([Samples]).
    protected abstract List<Said> said();

    /// Whether a record is a body of the wire, whose fields the page has to name.
    protected boolean body(Class<?> type) {
        return type.isRecord() && type.getSimpleName().matches(".+(Request|View)");
    }

    @Test
    void thePageNamesTheRoutesThatAreServed() throws IOException {
        Set<String> printed = new TreeSet<>();
        for (MarkdownTable table : tables("route")) {
            table.rows().forEach(row -> row.codes(0).forEach(route -> printed.add(bare(route))));
        }
        assertThat(printed).as("routes of " + page()).isEqualTo(served());
    }

    /// Without a query.
    private static String bare(String route) {
        int query = route.indexOf('?');
        return query < 0 ? route : route.substring(0, query);
    }

    private Set<String> served() throws IOException {
        Set<String> served = new TreeSet<>();
        for (Class<?> type : classes()) {
            Path root = type.getAnnotation(Path.class);
            if (root == null) {
                continue;
            }
            for (Method method : type.getDeclaredMethods()) {
                Path own = method.getAnnotation(Path.class);
                String path = own == null ? root.value() : root.value() + "/" + own.value();
                Arrays.stream(method.getAnnotations())
                        .map(a -> a.annotationType().getAnnotation(HttpMethod.class))
                        .filter(verb -> verb != null)
                        .forEach(verb -> served.add(verb.value() + " " + path));
            }
        }
        return served;
    }

    @Test
    void thePageNamesTheFieldsOfEveryRecord() throws IOException {
        for (Map.Entry<String, Class<?>> entry : tables().entrySet()) {
            List<MarkdownTable> tables = tables(entry.getKey());
            assertThat(tables).as("tables '%s' of %s", entry.getKey(), page()).hasSize(1);
            List<String> printed = new ArrayList<>();
            tables.getFirst().rows().forEach(row -> printed.addAll(row.codes(0)));
            assertThat(printed)
                    .as("fields of %s in %s", entry.getValue().getSimpleName(), page())
                    .containsExactlyInAnyOrderElementsOf(fields(entry.getValue()));
        }
    }

    @Test
    void everyRecordOfTheWireHasATable() throws IOException {
        Set<Class<?>> needed = new HashSet<>();
        for (Class<?> type : classes()) {
            if (body(type)) {
                reach(mapper().constructType(type), needed);
            }
        }
        assertThat(tables().values()).containsExactlyInAnyOrderElementsOf(needed);
    }

    @Test
    void thePageTellsWhatIsAnswered() throws IOException {
        List<Said> printed = new ArrayList<>();
        for (MarkdownTable table : tables("status")) {
            for (MarkdownTable.Row row : table.rows()) {
                int status = Integer.parseInt(row.codes(0).getFirst());
                List<String> words = row.codes(1);
                (words.isEmpty() ? List.of("…") : words)
                        .forEach(word -> printed.add(new Said(status, word)));
            }
        }
        List<Said> said = said();
        assertThat(said)
                .as("what is said and not printed in " + page())
                .allMatch(one -> printed.stream().anyMatch(line -> covers(line, one)));
        assertThat(printed)
                .as("what is printed in %s and never said", page())
                .allMatch(
                        line ->
                                accepted().contains(line.status())
                                        || said.stream().anyMatch(one -> covers(line, one)));
        assertThat(printed.stream().map(Said::status)).containsAll(accepted());
    }

    private static boolean covers(Said printed, Said said) {
        String pattern =
                Arrays.stream(printed.word().split("…", -1))
                        .map(Pattern::quote)
                        .reduce((one, other) -> one + ".*" + other)
                        .orElseThrow();
        return printed.status() == said.status()
                && Pattern.compile(pattern, Pattern.DOTALL).matcher(said.word()).matches();
    }

    private List<MarkdownTable> tables(String head) throws IOException {
        java.nio.file.Path file = repository().resolve("docs/doors/" + page() + ".md");
        return MarkdownTable.all(Files.readString(file)).stream()
                .filter(table -> table.head().getFirst().equals(head))
                .toList();
    }

    /// Where the sources lie, from the module the test runs in.
    public static java.nio.file.Path repository() {
        java.nio.file.Path at = java.nio.file.Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve("docs/doors"))) {
            at = at.getParent();
        }
        return at;
    }

    /// All classes of the room, nested ones too.
    private List<Class<?>> classes() throws IOException {
        String name = room().getPackageName();
        try (Stream<java.nio.file.Path> files =
                Files.list(
                        java.nio.file.Path.of(
                                        room().getProtectionDomain()
                                                .getCodeSource()
                                                .getLocation()
                                                .toURI())
                                .resolve(name.replace('.', '/')))) {
            List<Class<?>> classes = new ArrayList<>();
            for (java.nio.file.Path file : files.toList()) {
                String simple = file.getFileName().toString();
                if (simple.endsWith(".class") && !simple.equals("package-info.class")) {
                    String type = simple.substring(0, simple.length() - ".class".length());
                    classes.add(Class.forName(name + "." + type));
                }
            }
            return classes;
        } catch (URISyntaxException | ClassNotFoundException broken) {
            throw new AssertionError(broken);
        }
    }

    private List<BeanPropertyDefinition> properties(JavaType type) {
        return mapper().getSerializationConfig().introspect(type).findProperties();
    }

    private static boolean unwrapped(BeanPropertyDefinition property) {
        return property.getPrimaryMember() != null
                && property.getPrimaryMember().hasAnnotation(JsonUnwrapped.class);
    }

    private List<String> fields(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (BeanPropertyDefinition property : properties(mapper().constructType(type))) {
            if (unwrapped(property)) {
                names.addAll(fields(property.getRawPrimaryType()));
            } else {
                names.add(property.getName());
            }
        }
        return names;
    }

    /// Records of the room that a value of this type holds, itself included.
    private void reach(JavaType type, Set<Class<?>> found) {
        if (type.isContainerType()) {
            reach(type.getContentType(), found);
        } else if (type.getRawClass().isRecord()
                && type.getRawClass().getPackage().equals(room().getPackage())
                && found.add(type.getRawClass())) {
            parts(type, found);
        }
    }

    private void parts(JavaType type, Set<Class<?>> found) {
        for (BeanPropertyDefinition property : properties(type)) {
            if (unwrapped(property)) {
                // Its fields stand among the others.
                parts(property.getPrimaryType(), found);
            } else {
                reach(property.getPrimaryType(), found);
            }
        }
    }
}
