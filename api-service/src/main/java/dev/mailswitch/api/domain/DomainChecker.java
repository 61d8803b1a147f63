package dev.mailswitch.api.domain;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Asks DNS about all records of a domain at once. Takes as long as the slowest question, and that
/// is bounded.
@Singleton
class DomainChecker {

    /// Domains above the sender's that are asked for a DMARC policy.
    private static final int MOST_PARENTS = 4;

    private final TxtRecords records;

    DomainChecker(TxtRecords records) {
        this.records = records;
    }

    /// Not to be called inside a transaction.
    Checks check(Domain domain) {
        List<String> dmarcNames = dmarcNames(domain.name());
        Map<UUID, Finding> dkim = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<TxtAnswer> ownership = ask(threads, DnsRecords.ownershipName(domain));
            Future<TxtAnswer> spf = ask(threads, DnsRecords.spfName(domain));
            List<Future<TxtAnswer>> dmarc =
                    dmarcNames.stream().map(name -> ask(threads, name)).toList();
            Map<DomainKey, Future<TxtAnswer>> keys = new LinkedHashMap<>();
            for (DomainKey key : domain.published()) {
                keys.put(key, ask(threads, key.recordName(domain.name())));
            }
            keys.forEach(
                    (key, answer) ->
                            dkim.put(key.id(), RecordRules.dkim(domain, key, answered(answer))));
            return new Checks(
                    RecordRules.ownership(domain, answered(ownership)),
                    dkim,
                    RecordRules.spf(DnsRecords.spfName(domain), answered(spf)),
                    RecordRules.dmarc(
                            dmarcNames, dmarc.stream().map(DomainChecker::answered).toList()));
        }
    }

    private Future<TxtAnswer> ask(ExecutorService threads, String name) {
        return threads.submit(() -> records.of(name));
    }

    private static TxtAnswer answered(Future<TxtAnswer> answer) {
        try {
            return answer.get();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return new TxtAnswer.Failed("interrupted");
        } catch (java.util.concurrent.ExecutionException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// From the domain itself upwards, as long as there is a dot.
    static List<String> dmarcNames(String domain) {
        List<String> names = new ArrayList<>();
        String at = domain;
        while (at.indexOf('.') > 0 && names.size() <= MOST_PARENTS) {
            names.add(DnsRecords.dmarcName(at));
            at = at.substring(at.indexOf('.') + 1);
        }
        return names;
    }
}
