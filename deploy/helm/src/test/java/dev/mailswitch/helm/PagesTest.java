package dev.mailswitch.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the pages name exists.
class PagesTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    /// Names in code font or code blocks that begin like a place in this repository.
    private static final Pattern PATH =
            Pattern.compile(
                    "(?<![\\w./-])((?:\\./mvnw\\b|(?:docs|deploy|common-model|api-service"
                            + "|delivery-worker|\\.ci|\\.mvn)/[\\w./-]*[\\w-])|pom\\.xml)");

    /// Made by a build or a start.
    private static final Set<String> MADE = Set.of("target", ".data", ".env", "node_modules");

    static Stream<Path> pages() throws IOException {
        Stream<Path> roots =
                Stream.of("README.md", "CHANGELOG.md", "docs", "deploy").map(Repository::path);
        List<Path> pages =
                roots.flatMap(PagesTest::walk)
                        .filter(it -> it.toString().endsWith(".md"))
                        .filter(it -> MADE.stream().noneMatch(made -> names(it).contains(made)))
                        .toList();
        assertThat(pages).hasSizeGreaterThan(8);
        return pages.stream();
    }

    private static Set<String> names(Path path) {
        return Stream.iterate(path, it -> it != null && it.getFileName() != null, Path::getParent)
                .map(it -> it.getFileName().toString())
                .collect(Collectors.toSet());
    }

    private static Stream<Path> walk(Path root) {
        try {
            return Files.walk(root);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pathsThatAPageNamesExist(Path page) throws IOException {
        Set<String> missing = new TreeSet<>();
        PATH.matcher(Files.readString(page))
                .results()
                .map(it -> it.group(1))
                .filter(it -> MADE.stream().noneMatch(made -> names(Path.of(it)).contains(made)))
                .filter(it -> !Files.exists(Repository.path(it)))
                .forEach(missing::add);
        assertThat(missing).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        for (String link :
                LINK.matcher(Files.readString(page)).results().map(it -> it.group(1)).toList()) {
            if (link.startsWith("http")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
            assertThat(target).exists();
            if (parts.length == 2) {
                assertThat(anchors(Files.readString(target))).contains(parts[1]);
            }
        }
    }

    @Test
    void theReadmeIsShort() {
        assertThat(Repository.read("README.md").lines().count()).isLessThanOrEqualTo(150);
    }

    /// The anchors that headings get.
    static Set<String> anchors(String page) {
        return HEADING.matcher(page)
                .results()
                .map(it -> it.group(1).toLowerCase(Locale.ROOT))
                .map(it -> it.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
