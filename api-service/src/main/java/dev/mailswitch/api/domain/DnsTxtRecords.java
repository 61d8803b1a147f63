package dev.mailswitch.api.domain;

import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;
import org.xbill.DNS.lookup.ServerFailedException;

/// Asks the resolvers that are set, over UDP and, where an answer is cut off, over TCP. Remembers
/// nothing: who has just published a record wants to hear that it is there.
@Singleton
class DnsTxtRecords implements TxtRecords {

    /// Records and octets of one that are looked at; whoever has more is no domain to send from.
    private static final int MOST_RECORDS = 100;

    private static final int LONGEST = 4_096;
    private static final int MOST_ALIASES = 8;
    private static final int TRIES = 2;

    private final LookupSession session;
    private final Duration timeout;

    DnsTxtRecords(DnsConfig config) {
        this.timeout = config.timeout();
        List<InetSocketAddress> servers =
                config.servers()
                        .map(given -> given.stream().map(DnsTxtRecords::server).toList())
                        .orElseGet(() -> ResolverConfig.getCurrentConfig().servers());
        List<Resolver> resolvers = new ArrayList<>();
        for (InetSocketAddress server : servers) {
            SimpleResolver resolver = new SimpleResolver(server);
            resolver.setTimeout(timeout.dividedBy((long) TRIES * servers.size()));
            resolvers.add(resolver);
        }
        ExtendedResolver all = new ExtendedResolver(resolvers);
        all.setRetries(TRIES);
        all.setTimeout(timeout);
        this.session = LookupSession.builder().resolver(all).maxRedirects(MOST_ALIASES).build();
    }

    /// @throws IllegalArgumentException naming the setting
    static InetSocketAddress server(String text) {
        int colon = text.lastIndexOf(':');
        boolean port = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        String host = port ? text.substring(0, colon) : text;
        try {
            return new InetSocketAddress(
                    host.replaceAll("^\\[|]$", ""),
                    port
                            ? Integer.parseInt(text.substring(colon + 1))
                            : SimpleResolver.DEFAULT_PORT);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "mailswitch.dns.servers must have the form host:port,host:port", wrong);
        }
    }

    @Override
    public TxtAnswer of(String name) {
        CompletableFuture<LookupResult> answer;
        try {
            answer =
                    session.lookupAsync(Name.fromString(name + "."), Type.TXT, DClass.IN)
                            .toCompletableFuture();
        } catch (TextParseException tooLong) {
            return new TxtAnswer.Absent();
        }
        try {
            // The resolver keeps its own time; this is for what it does not count, as aliases.
            return texts(answer.get(timeout.toMillis() + 500, TimeUnit.MILLISECONDS));
        } catch (TimeoutException slow) {
            answer.cancel(true);
            return new TxtAnswer.Failed("no answer in time");
        } catch (ExecutionException failed) {
            return failure(failed.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return new TxtAnswer.Failed("interrupted");
        }
    }

    private static TxtAnswer failure(@Nullable Throwable why) {
        return switch (why) {
            case NoSuchDomainException none -> new TxtAnswer.Absent();
            case NoSuchRRSetException none -> new TxtAnswer.Absent();
            case ServerFailedException server -> new TxtAnswer.Failed("the server failed");
            case null, default -> new TxtAnswer.Failed("no usable answer");
        };
    }

    private static TxtAnswer texts(LookupResult result) {
        List<String> texts = new ArrayList<>();
        for (Record record : result.getRecords()) {
            if (record instanceof TXTRecord txt && texts.size() < MOST_RECORDS) {
                texts.add(text(txt));
            }
        }
        return texts.isEmpty() ? new TxtAnswer.Absent() : new TxtAnswer.Found(texts);
    }

    private static String text(TXTRecord record) {
        StringBuilder text = new StringBuilder();
        for (byte[] string : record.getStringsAsByteArrays()) {
            if (text.length() < LONGEST) {
                text.append(new String(string, StandardCharsets.ISO_8859_1));
            }
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                text.setCharAt(i, '?');
            }
        }
        return text.toString();
    }
}
