package dev.mailswitch.api.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.stack.DnsServer;
import dev.mailswitch.stack.DnsServer.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Against a DNS server that answers well, badly, or not at all.
class DnsTxtRecordsTest {

    private final DnsServer dns = DnsServer.start(0);
    private final DnsTxtRecords records = asking("127.0.0.1:" + dns.port());

    @AfterEach
    void stop() {
        dns.close();
    }

    @Test
    void textsAreFoundInAnyCase() {
        dns.txt("a.example", "one", "two");
        assertThat(found("A.Example")).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void theStringsOfARecordAreJoined() {
        String text = "v=DKIM1; p=" + "A".repeat(800);
        dns.txt("a.example", text);
        assertThat(found("a.example")).containsExactly(text);
    }

    @Test
    void whatIsTooLongForUdpComesOverTcp() {
        String[] texts = new String[30];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = i + "x".repeat(200);
        }
        dns.txt("a.example", texts);
        assertThat(found("a.example")).containsExactlyInAnyOrder(texts);
    }

    @Test
    void anAliasIsFollowed() {
        dns.put("a.example", new Answer.Alias("b.example"));
        dns.txt("b.example", "there");
        assertThat(found("a.example")).containsExactly("there");
    }

    @Test
    void aHugeAnswerIsCutDown() {
        String[] texts = new String[15];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = i + "y".repeat(4_200);
        }
        dns.txt("a.example", texts);
        assertThat(found("a.example"))
                .hasSize(15)
                .allSatisfy(text -> assertThat(text).hasSizeLessThan(4_500));
    }

    @Test
    void octetsThatAreNoTextAreMadeHarmless() {
        dns.txt("a.example", "a\r\nb\0c\u00e9");
        assertThat(found("a.example")).containsExactly("a??b?c?");
    }

    @Test
    void aNameThatIsNotThereIsAbsent() {
        assertThat(records.of("none.example")).isEqualTo(new TxtAnswer.Absent());
        dns.put("empty.example", new Answer.Code(0));
        assertThat(records.of("empty.example")).isEqualTo(new TxtAnswer.Absent());
    }

    @Test
    void aServerThatFailsIsNoAnswer() {
        dns.put("a.example", new Answer.Code(2));
        assertThat(records.of("a.example")).isInstanceOf(TxtAnswer.Failed.class);
        dns.put("b.example", new Answer.Code(5));
        assertThat(records.of("b.example")).isInstanceOf(TxtAnswer.Failed.class);
    }

    @Test
    void aSilentServerCostsABoundedTime() {
        dns.put("a.example", new Answer.Silence());
        dns.put("b.example", new Answer.Garbage());
        long started = System.nanoTime();
        assertThat(records.of("a.example")).isInstanceOf(TxtAnswer.Failed.class);
        assertThat(records.of("b.example")).isInstanceOf(TxtAnswer.Failed.class);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aCircleOfAliasesEnds() {
        dns.put("a.example", new Answer.Alias("b.example"));
        dns.put("b.example", new Answer.Alias("a.example"));
        assertThat(records.of("a.example")).isInstanceOf(TxtAnswer.Failed.class);
    }

    @Test
    void theNextServerIsAskedWhenOneIsAway() {
        DnsServer gone = DnsServer.start(0);
        gone.close();
        dns.txt("a.example", "there");
        DnsTxtRecords both = asking("127.0.0.1:" + gone.port(), "127.0.0.1:" + dns.port());
        assertThat(both.of("a.example")).isEqualTo(new TxtAnswer.Found(List.of("there")));
    }

    @Test
    void serversAreWrittenWithAndWithoutAPort() {
        assertThat(DnsTxtRecords.server("192.0.2.1").getPort()).isEqualTo(53);
        assertThat(DnsTxtRecords.server("192.0.2.1:5353").getPort()).isEqualTo(5353);
        assertThat(DnsTxtRecords.server("2001:db8::1").getPort()).isEqualTo(53);
        assertThat(DnsTxtRecords.server("[2001:db8::1]:5353").getPort()).isEqualTo(5353);
        assertThatThrownBy(() -> DnsTxtRecords.server("192.0.2.1:dns"))
                .hasMessageContaining("mailswitch.dns.servers");
    }

    private List<String> found(String name) {
        return ((TxtAnswer.Found) records.of(name)).texts();
    }

    private static DnsTxtRecords asking(String... servers) {
        return new DnsTxtRecords(
                new DnsConfig() {
                    @Override
                    public Optional<List<String>> servers() {
                        return Optional.of(List.of(servers));
                    }

                    @Override
                    public Duration timeout() {
                        return Duration.ofSeconds(1);
                    }
                });
    }
}
