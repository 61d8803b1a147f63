package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.ledger.reading.Engagements;
import org.jspecify.annotations.Nullable;

/// Totals and rates of a window.
record MetricsView(Window window, Scanned scanned, Metrics metrics) {

    /// @param preset null if `since` was given
    /// @param since  null: from the beginning
    record Window(@Nullable String preset, @Nullable String since, String until) {}

    /// @param sends         looked at
    /// @param sendScanLimit looked at, at most: the newest
    record Scanned(long sends, int sendScanLimit) {}

    /// Rates are percent with two digits, 0 where there is nothing to divide by.
    record Metrics(
            long totalSent,
            long totalDelivered,
            double deliveryRate,
            long totalOpened,
            long uniqueOpens,
            double avgOpenRate,
            long totalClicked,
            long uniqueClicks,
            double avgClickRate,
            double avgClickToOpenRate,
            long totalBounced,
            double bounceRate,
            long totalComplained,
            double complaintRate,
            long totalDelayed,
            double delayedRate) {

        /// Opens and clicks go by who was surely reached, bounces by who was answered for, so that
        /// no rate exceeds 100.
        static Metrics of(Engagements e) {
            return new Metrics(
                    e.sent(),
                    e.delivered(),
                    percent(e.delivered(), e.sent()),
                    e.opens(),
                    e.openers(),
                    percent(e.openers(), e.reached()),
                    e.clicks(),
                    e.clickers(),
                    percent(e.clickers(), e.reached()),
                    percent(Math.min(e.clickers(), e.openers()), e.openers()),
                    e.bounced(),
                    percent(e.bounced(), e.answered()),
                    e.complained(),
                    percent(e.complained(), e.sent()),
                    e.delayed(),
                    percent(Math.min(e.delayed(), e.answered()), e.answered()));
        }

        private static double percent(long part, long whole) {
            return whole == 0 ? 0 : Math.round(10_000.0 * part / whole) / 100.0;
        }
    }
}
