package dev.mailswitch.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StrictYamlTest {

    private static final String SERVICE =
            """
            # a comment
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: a}
            spec:
              ports: [{port: 80}]
            """;

    @Test
    void readsWhatIsRight() {
        assertThat(StrictYaml.manifests(SERVICE))
                .singleElement()
                .satisfies(it -> assertThat(it.getMetadata().getName()).isEqualTo("a"));
    }

    @Test
    void refusesAFieldThatDoesNotExist() {
        assertThatThrownBy(() -> StrictYaml.manifests(SERVICE.replace("port: 80", "prot: 80")))
                .hasMessageContaining("prot");
    }

    @Test
    void refusesAKeyGivenTwice() {
        assertThatThrownBy(() -> StrictYaml.manifests(SERVICE + "  ports: []\n"))
                .hasMessageContaining("Duplicate");
    }

    @Test
    void refusesAKindNobodyExpects() {
        assertThatThrownBy(() -> StrictYaml.manifests("apiVersion: v1\nkind: Secret\n"))
                .hasMessageContaining("Secret");
    }
}
