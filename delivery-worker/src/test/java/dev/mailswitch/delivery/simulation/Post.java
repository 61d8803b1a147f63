package dev.mailswitch.delivery.simulation;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// The mails of a run: when they come, from whom, to whom, and what is wrong with them. Half of
/// them comes one by one, more by day than by night; the other half in campaigns of some thousand.
final class Post {

    private static final int ORGANISATIONS = 8;
    private static final int SENDERS = 2;
    private static final int DOMAINS = 40;
    private static final int CAMPAIGN = 2_000;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TRANSACTIONAL = Duration.ofHours(24);
    private static final Duration BULK = Duration.ofHours(72);

    /// Every address there is bad, always.
    static final String DEAD_DOMAIN = "dead.test";

    private final RandomGenerator random;
    private final double faults;
    private final double[] domains = new double[DOMAINS];
    private final NavigableSet<Instant> campaigns = new TreeSet<>();
    private long minted;

    /// A mail to come.
    record Arrival(Instant at, Lane lane) {}

    /// @param faults share of the recipients that have a fault of their own
    Post(RandomGenerator random, double faults) {
        this.random = random;
        this.faults = faults;
        double sum = 0;
        for (int i = 0; i < DOMAINS; i++) {
            sum += 1.0 / (i + 1);
            domains[i] = sum;
        }
        for (int i = 0; i < DOMAINS; i++) {
            domains[i] /= sum;
        }
    }

    /// The domains that get the most mail.
    static List<String> largeDomains() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            names.add(domain(i));
        }
        return names;
    }

    private static String domain(int number) {
        return "host" + number + ".test";
    }

    /// In order of time.
    List<Arrival> arrivals(int mails, Instant from, Duration span) {
        Arrival[] arrivals = new Arrival[mails];
        int bulk = mails / 2;
        for (int i = 0; i < bulk; ) {
            Instant at = from.plusMillis((long) (random.nextDouble() * span.toMillis()));
            campaigns.add(at);
            double perSecond = 20 + 40 * random.nextDouble();
            for (int k = 0; k < CAMPAIGN && i < bulk; k++) {
                at = at.plusNanos((long) (random.nextExponential() * 1e9 / perSecond));
                arrivals[i++] = new Arrival(at, Lane.BULK);
            }
        }
        for (int i = bulk; i < mails; ) {
            double days = random.nextDouble() * span.toMillis() / Duration.ofDays(1).toMillis();
            double busy = (1 - 0.8 * Math.cos(2 * Math.PI * days)) / 1.8;
            if (random.nextDouble() < busy) {
                long millis = (long) (days * Duration.ofDays(1).toMillis());
                arrivals[i++] = new Arrival(from.plusMillis(millis), Lane.TRANSACTIONAL);
            }
        }
        Arrays.sort(arrivals, Comparator.comparing(Arrival::at));
        return List.of(arrivals);
    }

    /// When the campaigns begin, once the arrivals are drawn.
    NavigableSet<Instant> campaigns() {
        return campaigns;
    }

    SimulatedMail mail(Arrival arrival) {
        Instant now = arrival.at();
        int organisation = random.nextInt(ORGANISATIONS);
        String sender = "shop" + organisation + "-" + random.nextInt(SENDERS) + ".test";
        int count = random.nextDouble() < 0.95 ? 1 : 2 + random.nextInt(2);
        List<SimulatedRecipient> recipients = new ArrayList<>();
        for (int position = 0; position < count; position++) {
            recipients.add(recipient(position, now));
        }
        Duration life =
                switch (arrival.lane()) {
                    case TRANSACTIONAL -> TRANSACTIONAL;
                    case BULK -> BULK;
                };
        return new SimulatedMail(
                EmailId.mint(now, random),
                new OrganisationId(new UUID(8, organisation)),
                Address.of("news@" + sender),
                arrival.lane(),
                random.nextInt(5) == 0 ? OnUnknown.AT_MOST_ONCE : OnUnknown.AT_LEAST_ONCE,
                now,
                now.plus(life),
                random.nextDouble() < 0.002,
                recipients);
    }

    private SimulatedRecipient recipient(int position, Instant now) {
        double point = random.nextDouble();
        if (point < 0.01) {
            return recipient(position, DEAD_DOMAIN, Fault.NO_SUCH_MAILBOX, now);
        }
        int number = Arrays.binarySearch(domains, random.nextDouble());
        String domain = domain(number < 0 ? -number - 1 : number);
        Fault fault = random.nextDouble() < faults ? fault() : Fault.NONE;
        return recipient(position, domain, fault, now);
    }

    private Fault fault() {
        Fault[] all = Fault.values();
        return all[1 + random.nextInt(all.length - 1)];
    }

    private SimulatedRecipient recipient(int position, String domain, Fault fault, Instant now) {
        Address address = Address.of("u" + minted++ + "@" + domain);
        Duration lasts =
                switch (fault) {
                    case NONE, NO_SUCH_MAILBOX, UNWILLING -> Duration.ZERO;
                    case MAILBOX_FULL -> Weather.between(random, HOUR, HOUR.multipliedBy(6));
                    case GREYLISTS -> Duration.ofMinutes(2);
                };
        return new SimulatedRecipient(position, address, fault, now.plus(lasts));
    }
}
