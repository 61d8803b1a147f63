package dev.mailswitch.api.domain;

import dev.mailswitch.stack.FreePort;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/// Points the service at a port where a test starts a [dev.mailswitch.stack.DnsServer]; until then
/// nobody answers there.
public final class TestDnsResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of(
                "mailswitch.dns.servers",
                "127.0.0.1:" + FreePort.any(),
                "mailswitch.dns.timeout",
                "1s");
    }

    @Override
    public void stop() {
        // Nothing was started.
    }
}
