package dev.mailswitch.api.domain;

import dev.mailswitch.api.domain.Finding.Purpose;
import dev.mailswitch.api.domain.Finding.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Judges what DNS said about each record. Pure.
final class RecordRules {

    private RecordRules() {}

    static Finding ownership(Domain domain, TxtAnswer answer) {
        String name = DnsRecords.ownershipName(domain);
        String token = DnsRecords.token(domain);
        return switch (answer) {
            case TxtAnswer.Failed failed ->
                    Finding.unknown(Purpose.OWNERSHIP, name, token, failed.why());
            case TxtAnswer.Absent absent ->
                    new Finding(
                            Purpose.OWNERSHIP,
                            name,
                            token,
                            List.of(),
                            Verdict.MISSING,
                            "Publish this TXT record; it can take some time to be seen");
            case TxtAnswer.Found found -> {
                // DNS keeps the case of texts, people's forms do not.
                boolean there =
                        found.texts().stream().anyMatch(t -> t.strip().equalsIgnoreCase(token));
                yield new Finding(
                        Purpose.OWNERSHIP,
                        name,
                        token,
                        found.texts(),
                        there ? Verdict.OK : Verdict.WRONG,
                        there
                                ? "The domain is proven to be yours"
                                : "There is another text: add this one");
            }
        };
    }

    static Finding dkim(Domain domain, DomainKey key, TxtAnswer answer) {
        String name = key.recordName(domain.name());
        return switch (answer) {
            case TxtAnswer.Failed failed ->
                    Finding.unknown(Purpose.DKIM, name, key.record(), failed.why());
            case TxtAnswer.Absent absent ->
                    dkim(key, name, List.of(), Verdict.MISSING, "Publish this TXT record");
            case TxtAnswer.Found found -> dkim(key, name, found.texts());
        };
    }

    private static Finding dkim(DomainKey key, String name, List<String> texts) {
        if (texts.size() > 1) {
            return dkim(
                    key,
                    name,
                    texts,
                    Verdict.WRONG,
                    "There must be one record only: receivers take any of several");
        }
        Optional<Map<String, String>> tags = TagList.parse(texts.getFirst()).map(TagList::tags);
        if (tags.isEmpty() || !tags.get().getOrDefault("v", "DKIM1").equals("DKIM1")) {
            return dkim(key, name, texts, Verdict.WRONG, "This is no DKIM key record");
        }
        String fault = fault(tags.get(), key.publicKey());
        if (!fault.isEmpty()) {
            return dkim(key, name, texts, Verdict.WRONG, fault);
        }
        boolean testing = tags.get().getOrDefault("t", "").matches("(.*:)?\\s*y\\s*(:.*)?");
        return dkim(
                key,
                name,
                texts,
                Verdict.OK,
                testing
                        ? "The key is published, but t=y tells receivers to ignore it"
                        : "The key is published");
    }

    private static String fault(Map<String, String> tags, String publicKey) {
        String published = tags.getOrDefault("p", "").replaceAll("\\s", "");
        if (published.isEmpty()) {
            return "The record has no key (p=): receivers take it for revoked";
        }
        if (!published.equals(publicKey)) {
            return "The record holds another key: it was cut off, or is an old one";
        }
        if (!tags.getOrDefault("k", "rsa").equals("rsa")) {
            return "k= must be rsa";
        }
        if (tags.containsKey("h")
                && !List.of(tags.get("h").split("\\s*:\\s*")).contains("sha256")) {
            return "h= must allow sha256";
        }
        if (tags.containsKey("s")
                && List.of(tags.get("s").split("\\s*:\\s*")).stream()
                        .noneMatch(service -> service.equals("*") || service.equals("email"))) {
            return "s= must allow email";
        }
        return "";
    }

    private static Finding dkim(
            DomainKey key, String name, List<String> texts, Verdict verdict, String advice) {
        return new Finding(Purpose.DKIM, name, key.record(), texts, verdict, advice);
    }

    static Finding spf(String name, TxtAnswer answer) {
        return switch (answer) {
            case TxtAnswer.Failed failed -> Finding.unknown(Purpose.SPF, name, null, failed.why());
            case TxtAnswer.Absent absent -> noSpf(name);
            case TxtAnswer.Found found -> {
                List<String> spf = found.texts().stream().filter(Spf::is).toList();
                yield spf.isEmpty() ? noSpf(name) : spf(name, spf);
            }
        };
    }

    private static Finding noSpf(String name) {
        return new Finding(
                Purpose.SPF,
                name,
                null,
                List.of(),
                Verdict.MISSING,
                "Publish one TXT record v=spf1 … that includes what each of your providers names");
    }

    private static Finding spf(String name, List<String> texts) {
        if (texts.size() > 1) {
            return new Finding(
                    Purpose.SPF,
                    name,
                    null,
                    texts,
                    Verdict.WRONG,
                    "There must be one SPF record only: join them");
        }
        return Spf.parse(texts.getFirst())
                .map(spf -> new Finding(Purpose.SPF, name, null, texts, Verdict.OK, told(spf)))
                .orElseGet(
                        () ->
                                new Finding(
                                        Purpose.SPF,
                                        name,
                                        null,
                                        texts,
                                        Verdict.WRONG,
                                        "A term of the record is not valid: receivers ignore it all"));
    }

    private static String told(Spf spf) {
        List<String> told = new ArrayList<>();
        told.add(
                spf.includes().isEmpty()
                        ? "It includes nobody: see what your providers name"
                        : "It includes " + String.join(", ", spf.includes()));
        if (spf.all().filter("+"::equals).isPresent()) {
            told.add("+all lets everybody send");
        }
        return String.join("; ", told);
    }

    /// @param names   where it may stand, from the domain itself upwards (RFC 9091: the nearest counts)
    /// @param answers to each of the names
    static Finding dmarc(List<String> names, List<TxtAnswer> answers) {
        for (int i = 0; i < names.size(); i++) {
            switch (answers.get(i)) {
                case TxtAnswer.Failed failed -> {
                    return Finding.unknown(Purpose.DMARC, names.get(i), null, failed.why());
                }
                case TxtAnswer.Absent absent -> {}
                case TxtAnswer.Found found -> {
                    List<String> dmarc =
                            found.texts().stream()
                                    .filter(text -> text.strip().startsWith("v=DMARC1"))
                                    .toList();
                    if (!dmarc.isEmpty()) {
                        return dmarc(names.get(i), dmarc, i > 0);
                    }
                }
            }
        }
        return new Finding(
                Purpose.DMARC,
                names.getFirst(),
                null,
                List.of(),
                Verdict.MISSING,
                "Publish v=DMARC1; p=none to begin with: large receivers ask for a policy");
    }

    private static Finding dmarc(String name, List<String> texts, boolean above) {
        Optional<TagList> tags =
                texts.size() == 1 ? TagList.parse(texts.getFirst()) : Optional.empty();
        Optional<String> policy =
                tags.flatMap(list -> above ? list.get("sp").or(() -> list.get("p")) : list.get("p"))
                        .filter(p -> p.matches("(?i)none|quarantine|reject"));
        return new Finding(
                Purpose.DMARC,
                name,
                null,
                texts,
                policy.isPresent() ? Verdict.OK : Verdict.WRONG,
                policy.map(p -> "Its policy is " + p)
                        .orElse("There must be one record with p=none, quarantine or reject"));
    }
}
