package dev.mailswitch.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a load run has seen, printed as lines of `name=value`.
final class LoadReport {

    private static final int ACCEPTED = 202;

    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final Durations latencies = new Durations();
    private int broken;

    /// @param latency microseconds
    void answered(int status, long latency) {
        statuses.merge(status, 1, Integer::sum);
        if (status == ACCEPTED) {
            latencies.add(latency);
        }
    }

    /// A connection ended before its answer.
    void broken() {
        broken++;
    }

    int accepted() {
        return latencies.size();
    }

    /// @param run     its name
    /// @param started microseconds since 1970
    /// @param ended   microseconds since 1970
    void print(PrintStream out, String run, long started, long ended) {
        double seconds = (ended - started) / 1e6;
        double[] accept = latencies.percentiles(50, 90, 99, 100);
        long cpu =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getProcessCpuTime();
        out.println("run=" + run);
        out.println("started_us=" + started);
        out.println("accepted=" + accepted());
        line(out, "seconds=%.2f", seconds);
        line(out, "accepted_per_second=%.0f", accepted() / Math.max(seconds, 1e-6));
        line(out, "accept_ms_p50=%.2f", accept[0]);
        line(out, "accept_ms_p90=%.2f", accept[1]);
        line(out, "accept_ms_p99=%.2f", accept[2]);
        line(out, "accept_ms_max=%.2f", accept[3]);
        statuses.forEach((status, count) -> out.println("status_" + status + "=" + count));
        out.println("broken_connections=" + broken);
        line(out, "load_cpu_us_per_mail=%.0f", cpu / 1e3 / Math.max(1, accepted()));
    }

    private static void line(PrintStream out, String format, double value) {
        out.println(String.format(Locale.ROOT, format, value));
    }
}
