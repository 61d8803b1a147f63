package dev.mailswitch.api.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressBucketsTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void eachAddressHasABucketOfItsOwn() {
        AddressBuckets buckets = new AddressBuckets(10, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("192.0.2.1", 0)).isTrue();
        }
        assertThat(buckets.take("192.0.2.1", 0)).isFalse();
        assertThat(buckets.take("192.0.2.2", 0)).isTrue();
        assertThat(buckets.take("192.0.2.1", SECOND / 10)).isTrue();
        assertThat(buckets.take("192.0.2.1", SECOND / 10)).isFalse();
    }

    @Test
    void theAddressesOfOneNetworkOfIpv6ShareABucket() {
        AddressBuckets buckets = new AddressBuckets(1, 1);
        assertThat(buckets.take("2001:db8:0:1::1", 0)).isTrue();
        assertThat(buckets.take("2001:db8:0:1:ffff::2", 0)).isFalse();
        assertThat(buckets.take("2001:db8:0:2::1", 0)).isTrue();
    }
}
