package dev.mailswitch.api.dialect.emailmassivo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void noSecondHasMoreThanTheLimitWhereverItBegins() {
        RecentRequests recent = new RecentRequests(10);
        List<Long> admitted = new ArrayList<>();
        for (long now = 0; now < 5 * SECOND; now += SECOND / 37) {
            if (recent.admit("192.0.2.1", now)) {
                admitted.add(now);
            }
        }
        for (long from : admitted) {
            assertThat(admitted)
                    .filteredOn(at -> at >= from && at < from + SECOND)
                    .hasSizeLessThan(11);
        }
        assertThat(admitted).hasSizeGreaterThanOrEqualTo(50);
    }

    @Test
    void whoIsRefusedMayComeAgainAfterASecondHoweverOftenItTried() {
        RecentRequests recent = new RecentRequests(2);
        assertThat(recent.admit("192.0.2.1", 0)).isTrue();
        assertThat(recent.admit("192.0.2.1", 1)).isTrue();
        for (long now = 2; now < SECOND; now += SECOND / 100) {
            assertThat(recent.admit("192.0.2.1", now)).isFalse();
        }
        assertThat(recent.admit("192.0.2.1", SECOND)).isTrue();
        assertThat(recent.admit("192.0.2.1", SECOND)).isFalse();
        assertThat(recent.admit("192.0.2.1", SECOND + 1)).isTrue();
    }

    @Test
    void addressesAreCountedOnTheirOwnAndNetworksOfIpv6AsOne() {
        RecentRequests recent = new RecentRequests(1);
        assertThat(recent.admit("192.0.2.1", 0)).isTrue();
        assertThat(recent.admit("192.0.2.2", 0)).isTrue();
        assertThat(recent.admit("192.0.2.1", 0)).isFalse();
        assertThat(recent.admit("2001:db8::1", 0)).isTrue();
        assertThat(recent.admit("2001:db8::ffff:1", 0)).isFalse();
        assertThat(recent.admit("2001:db8:0:1::1", 0)).isTrue();
    }

    @Test
    void noLimitIsNone() {
        RecentRequests recent = new RecentRequests(0);
        for (int i = 0; i < 1_000; i++) {
            assertThat(recent.admit("192.0.2.1", 0)).isTrue();
        }
    }

    @Test
    void memoryIsBounded() {
        RecentRequests recent = new RecentRequests(1);
        assertThat(recent.admit("192.0.2.1", 0)).isTrue();
        for (int i = 0; i < 20_000; i++) {
            recent.admit("10.%d.%d.%d".formatted(i >> 16, (i >> 8) & 255, i & 255), 0);
        }
        assertThat(recent.admit("192.0.2.1", 0)).isTrue();
    }
}
