package dev.mailswitch.api.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.template.language.Compilation;
import dev.mailswitch.api.template.language.Compiled;
import dev.mailswitch.api.template.language.Limits;
import dev.mailswitch.api.template.language.Source;
import dev.mailswitch.model.id.TemplateId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProgramCacheTest {

    private static final TemplateId TEMPLATE = new TemplateId(new UUID(1, 1));

    private static Compiled program(int bytes) {
        return (Compiled)
                Compilation.of(new Source("s", "x".repeat(bytes - 1), null), Limits.STANDARD);
    }

    private static ProgramCache.Key key(int version) {
        return new ProgramCache.Key(TEMPLATE, version);
    }

    @Test
    void whatWasUsedLongestAgoGoesFirst() {
        ProgramCache cache = new ProgramCache(63_000);
        for (int version = 1; version <= 3; version++) {
            cache.put(key(version), program(10_000));
        }
        assertThat(cache.get(key(1))).isNotNull();
        cache.put(key(4), program(10_000));
        assertThat(cache.get(key(2))).isNull();
        assertThat(cache.get(key(1))).isNotNull();
        assertThat(cache.get(key(4))).isNotNull();
        assertThat(cache.size()).isEqualTo(3);
    }

    @Test
    void tagsWeighMoreThanText() {
        assertThat(
                        ((Compiled)
                                        Compilation.of(
                                                new Source("s", "{{a}}".repeat(100), null),
                                                Limits.STANDARD))
                                .weight())
                .isGreaterThan(program(500).weight() * 10);
    }

    @Test
    void theSameVersionTwiceWeighsOnce() {
        ProgramCache cache = new ProgramCache(42_000);
        for (int i = 0; i < 10; i++) {
            cache.put(key(1), program(10_000));
        }
        cache.put(key(2), program(10_000));
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void whatIsLargerThanAllIsNotKept() {
        ProgramCache cache = new ProgramCache(10_000);
        cache.put(key(1), program(10_000));
        assertThat(cache.size()).isZero();
        cache.put(key(2), program(3_000));
        assertThat(cache.get(key(2))).isNotNull();
    }
}
