package dev.mailswitch.delivery.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingAddressGuardTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::10.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:0:10.0.0.1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "2001:db8::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2002:7f00:1::1",
                "2002:a00:1::1",
                "2002:a9fe:a9fe::",
                "64:ff9b::10.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::1.2.3.4",
                "2a00:1450::5efe:10.0.0.1"
            })
    void whatIsNotPublicIsRefused(String literal) throws UnknownHostException {
        assertThat(guard(OutgoingPolicy.forSmtp(), literal).check("me", "host.test", 25, SECOND))
                .isEqualTo(new AddressVerdict.AddressForbidden("host.test"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "172.15.255.255",
                "172.32.0.1",
                "100.63.255.255",
                "2a00:1450:4001::1",
                "::ffff:8.8.8.8",
                "2002:808:808::1",
                "64:ff9b::8.8.8.8"
            })
    void whatIsPublicIsAllowed(String literal) {
        assertThat(guard(OutgoingPolicy.forSmtp(), literal).check("me", "host.test", 587, SECOND))
                .isEqualTo(new AddressVerdict.Allowed(List.of(InetAddress.ofLiteral(literal))));
    }

    @Test
    void anOpenedBlockIsAllowedInEveryDisguise() {
        OutgoingPolicy policy =
                OutgoingPolicy.forSmtp().opening(List.of(Cidr.parse("10.1.0.0/16")));
        for (String literal : List.of("10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3")) {
            assertThat(guard(policy, literal).check("me", "relay", 25, SECOND))
                    .isInstanceOf(AddressVerdict.Allowed.class);
        }
        assertThat(guard(policy, "10.2.0.1").check("me", "relay", 25, SECOND))
                .isInstanceOf(AddressVerdict.AddressForbidden.class);
    }

    @Test
    void aMappedAddressThatStayedMappedIsSeenThrough() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        mapped[12] = 127;
        mapped[15] = 1;

        assertThat(SpecialAddresses.embedded(mapped)).containsExactly(127, 0, 0, 1);
        assertThat(SpecialAddresses.isPublic(new byte[] {127, 0, 0, 1})).isFalse();
    }

    @Test
    void onlyTheAllowedAddressesAreHandedOut() {
        assertThat(
                        guard(OutgoingPolicy.forSmtp(), "127.0.0.1", "8.8.8.8", "10.0.0.1")
                                .check("me", "mixed.test", 25, SECOND))
                .isEqualTo(new AddressVerdict.Allowed(List.of(InetAddress.ofLiteral("8.8.8.8"))));
    }

    @Test
    void aForbiddenPortIsNotEvenLookedUp() {
        AtomicInteger lookups = new AtomicInteger();
        OutgoingAddressGuard guard =
                new OutgoingAddressGuard(
                        OutgoingPolicy.forSmtp(),
                        host -> {
                            lookups.incrementAndGet();
                            return List.of(InetAddress.ofLiteral("8.8.8.8"));
                        });
        for (int port : List.of(22, 80, 443, 5432, 6379)) {
            assertThat(guard.check("me", "host.test", port, SECOND))
                    .isEqualTo(new AddressVerdict.PortForbidden(port));
        }
        assertThat(lookups).hasValue(0);
        for (int port : List.of(25, 465, 587, 2525)) {
            assertThat(guard.check("me", "host.test", port, SECOND))
                    .isInstanceOf(AddressVerdict.Allowed.class);
        }
        assertThat(lookups).hasValue(4);
    }

    @Test
    void aNameThatIsUnknownOrSlowIsSaidToBe() {
        OutgoingAddressGuard unknown =
                new OutgoingAddressGuard(
                        OutgoingPolicy.forHttps(),
                        host -> {
                            throw new UnknownHostException(host);
                        });
        assertThat(unknown.check("me", "no.test", 443, SECOND))
                .isEqualTo(new AddressVerdict.Unresolved("no.test"));

        CountDownLatch never = new CountDownLatch(1);
        OutgoingAddressGuard slow =
                new OutgoingAddressGuard(
                        OutgoingPolicy.forHttps(),
                        host -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                throw new UnknownHostException(host);
                            }
                            return List.of();
                        });
        assertThat(slow.check("me", "slow.test", 443, Duration.ofMillis(50)))
                .isEqualTo(new AddressVerdict.TimedOut("slow.test"));
    }

    /// One tenant's dead name servers.
    @Test
    void whoseNamesHangHoldsUpNobodyElse() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger dead = new AtomicInteger();
        OutgoingAddressGuard guard =
                new OutgoingAddressGuard(
                        OutgoingPolicy.forSmtp(),
                        host -> {
                            if (host.startsWith("dead")) {
                                dead.incrementAndGet();
                                hang(never);
                            }
                            return List.of(InetAddress.ofLiteral("8.8.8.8"));
                        });
        Duration brief = Duration.ofMillis(50);
        for (int i = 0; i < LookUps.OWNERS_SHARE; i++) {
            assertThat(guard.check("hostile", "dead" + i + ".test", 25, brief))
                    .isEqualTo(new AddressVerdict.TimedOut("dead" + i + ".test"));
        }

        // Nobody was asked about this one, so nothing is held against it.
        assertThat(guard.check("hostile", "fine.test", 25, brief))
                .isEqualTo(new AddressVerdict.Busy("fine.test"));
        assertThat(guard.check("other", "fine.test", 25, Duration.ofSeconds(30)))
                .isInstanceOf(AddressVerdict.Allowed.class);
        assertThat(dead).hasValue(LookUps.OWNERS_SHARE);
        never.countDown();
        await().untilAsserted(
                        () ->
                                assertThat(guard.check("hostile", "fine.test", 25, SECOND))
                                        .isInstanceOf(AddressVerdict.Allowed.class));
    }

    @Test
    void aHostIsLookedUpOnceForAllWhoWait() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger lookups = new AtomicInteger();
        OutgoingAddressGuard guard =
                new OutgoingAddressGuard(
                        OutgoingPolicy.forSmtp(),
                        host -> {
                            lookups.incrementAndGet();
                            hang(gate);
                            return List.of(InetAddress.ofLiteral("8.8.8.8"));
                        });
        AtomicInteger asking = new AtomicInteger();
        List<Future<AddressVerdict>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                answers.add(
                        threads.submit(
                                () -> {
                                    asking.incrementAndGet();
                                    return guard.check(
                                            "me", "slow.test", 25, Duration.ofSeconds(30));
                                }));
            }
            await().untilAsserted(() -> assertThat(asking).hasValue(20));
            await().untilAsserted(() -> assertThat(lookups).hasValue(1));
            gate.countDown();
            for (Future<AddressVerdict> answer : answers) {
                assertThat(answer.get()).isInstanceOf(AddressVerdict.Allowed.class);
            }
        }
        // One who was late may have asked again.
        assertThat(lookups.get()).isLessThan(20);
    }

    private static void hang(CountDownLatch latch) throws UnknownHostException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new UnknownHostException("interrupted");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/33", "10.0.0.1/8", "fe80::/129", "host/8", "10.0.0.0/x", "", "/8"})
    void aBlockWithATypingErrorIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static OutgoingAddressGuard guard(OutgoingPolicy policy, String... literals) {
        return new OutgoingAddressGuard(
                policy, host -> Arrays.stream(literals).map(InetAddress::ofLiteral).toList());
    }
}
