package dev.mailswitch.delivery.transport.smtp;

/// Encoding of RFC 3492, with its parameters for domain names (§5).
final class Punycode {

    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;

    private Punycode() {}

    static String encode(String label) {
        int[] points = label.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        for (int point : points) {
            if (point < 128) {
                out.append((char) point);
            }
        }
        int basic = out.length();
        if (basic > 0) {
            out.append('-');
        }
        int n = 128;
        int delta = 0;
        int bias = 72;
        int handled = basic;
        while (handled < points.length) {
            int next = Integer.MAX_VALUE;
            for (int point : points) {
                if (point >= n && point < next) {
                    next = point;
                }
            }
            delta = Math.addExact(delta, Math.multiplyExact(next - n, handled + 1));
            n = next;
            for (int point : points) {
                if (point < n) {
                    delta = Math.addExact(delta, 1);
                }
                if (point == n) {
                    appendNumber(out, delta, bias);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return out.toString();
    }

    private static void appendNumber(StringBuilder out, int number, int bias) {
        int q = number;
        for (int k = BASE; ; k += BASE) {
            int t = Math.clamp(k - bias, T_MIN, T_MAX);
            if (q < t) {
                out.append(digit(q));
                return;
            }
            out.append(digit(t + (q - t) % (BASE - t)));
            q = (q - t) / (BASE - t);
        }
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int adapt(int delta, int points, boolean first) {
        int d = first ? delta / DAMP : delta / 2;
        d += d / points;
        int k = 0;
        while (d > (BASE - T_MIN) * T_MAX / 2) {
            d /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * d / (d + SKEW);
    }
}
