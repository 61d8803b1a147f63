package dev.mailswitch.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromQlTest {

    private static final String EXPRESSION =
            """
            histogram_quantile(0.99, sum by (le, lane) (rate(a_bucket{x="b c",y!="d"}[5m])))
              / on (pod) b_total unless c{z=~"$e"} > 1.5 or vector(0)""";

    @Test
    void findsMetricsAndTheirLabelsAndNothingElse() {
        assertThat(PromQl.metrics(EXPRESSION))
                .isEqualTo(
                        Map.of(
                                "a_bucket", Set.of("x", "y"),
                                "b_total", Set.of(),
                                "c", Set.of("z")));
    }

    @Test
    void findsWhatIsGroupedBy() {
        assertThat(PromQl.grouping(EXPRESSION)).containsExactly("lane", "le", "pod");
    }
}
