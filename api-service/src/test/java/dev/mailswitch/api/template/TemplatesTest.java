package dev.mailswitch.api.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.api.template.TemplateStore.Head;
import dev.mailswitch.api.template.TemplateStore.Key;
import dev.mailswitch.api.template.TemplateStore.Version;
import dev.mailswitch.api.template.language.Source;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.TemplateId;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class TemplatesTest {

    private static final OrganisationId ORGANISATION = new OrganisationId(new UUID(0, 1));
    private static final TemplateId TEMPLATE = new TemplateId(new UUID(0, 2));

    private static final DataSource AWAY =
            (DataSource)
                    Proxy.newProxyInstance(
                            TemplatesTest.class.getClassLoader(),
                            new Class<?>[] {DataSource.class},
                            (proxy, method, arguments) -> {
                                throw new SQLException("no database here", "08006");
                            });

    /// One template whose version can be moved on, and a count of the questions asked.
    private static final class CountingStore extends TemplateStore {
        private int version = 1;
        private int questions;

        CountingStore() {
            super(AWAY);
        }

        @Override
        Optional<Head> find(Key key) {
            questions++;
            boolean known =
                    switch (key) {
                        case Key.Id id -> id.id().equals(TEMPLATE);
                        case Key.Name name -> name.name().equals("welcome");
                        case Key.Number number -> number.number() == 1;
                    };
            return known
                    ? Optional.of(new Head(TEMPLATE, 1, "welcome", false, version))
                    : Optional.empty();
        }

        @Override
        public Optional<Version> version(TemplateId template, int no) {
            questions++;
            return Optional.of(new Version(no, new Source("v" + no, "x", null), Instant.EPOCH));
        }
    }

    private final CountingStore store = new CountingStore();
    private final AtomicLong settings = new AtomicLong(1);
    private final Templates templates = new Templates(store, settings::get);

    @Test
    void whatIsKnownCostsNoQuestion() throws SQLException {
        for (int i = 0; i < 100; i++) {
            assertThat(templates.byName(ORGANISATION, "welcome")).isInstanceOf(Lookup.Found.class);
        }
        assertThat(store.questions).isEqualTo(2);
        templates.byNumber(ORGANISATION, 1);
        assertThat(store.questions).as("the program is known already").isEqualTo(3);
    }

    @Test
    void aChangeOfSettingsMakesItAskAgain() throws SQLException {
        templates.byNumber(ORGANISATION, 1);
        store.version = 2;
        assertThat(version()).isEqualTo(1);
        settings.incrementAndGet();
        assertThat(version()).isEqualTo(2);
        int before = store.questions;
        settings.incrementAndGet();
        version();
        assertThat(store.questions - before).as("the version has not moved").isEqualTo(1);
    }

    private int version() throws SQLException {
        return ((Lookup.Found) templates.byNumber(ORGANISATION, 1)).template().version();
    }

    @Test
    void whatIsUnknownIsAskedForEachTime() throws SQLException {
        assertThat(templates.byName(ORGANISATION, "bye")).isEqualTo(new Lookup.Unknown());
        assertThat(templates.byName(ORGANISATION, "bye")).isEqualTo(new Lookup.Unknown());
        assertThat(store.questions).isEqualTo(2);
    }

    @Test
    void withoutADatabaseAndAMemoryItFails() {
        Templates away = new Templates(new TemplateStore(AWAY), settings::get);
        assertThatThrownBy(() -> away.byNumber(ORGANISATION, 1)).isInstanceOf(SQLException.class);
    }
}
