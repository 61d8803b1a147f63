package dev.mailswitch.delivery.transport.smtp;

import dev.mailswitch.words.FaultWords;
import java.io.IOException;
import java.time.Duration;

/// Writes the message after a 354, and its final dot if the hook lets it.
final class BodyWriter {

    // How long to look for what the server may have said before it hung up on us.
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final SmtpConnection connection;
    private final SmtpMessage message;
    private final PointOfNoReturn hook;
    private boolean dotInBuffer;

    BodyWriter(SmtpConnection connection, SmtpMessage message, PointOfNoReturn hook) {
        this.connection = connection;
        this.message = message;
        this.hook = hook;
    }

    /// True if all is written; false if the hook held it back.
    ///
    /// @throws SessionBroken in phase BODY if the dot is surely not written, in phase FINAL_DOT if it
    ///     may be
    boolean write() throws SessionBroken {
        Wire wire = connection.wire();
        boolean returned = false;
        try {
            boolean passed = writeTo(wire);
            returned = true;
            return passed;
        } catch (IOException e) {
            returned = true;
            throw broken(wire, e);
        } catch (SessionBroken e) {
            returned = true;
            throw e;
        } finally {
            wire.endBody();
            if (!returned) {
                // A bug in the message or the hook: half a message must not stay on the line.
                connection.discard();
            }
        }
    }

    private boolean writeTo(Wire wire) throws IOException, SessionBroken {
        wire.beginBody(connection.timeouts().dataBlock(), connection.timeouts().body());
        BodyStream body = new BodyStream(wire);
        message.writeTo(body);
        body.endLastLine();
        if (wire.hasFlushedBlock()) {
            // The rest of a large message may wait long for room, and the hook's answer must not
            // grow
            // old meanwhile. A small one goes out with its dot in one packet.
            wire.flush();
        }
        // What the server says before the dot is no answer to it.
        connection.requireSilence(SmtpPhase.BODY);
        if (!hook.mayPass()) {
            return false;
        }
        body.end();
        dotInBuffer = true;
        wire.flush();
        return true;
    }

    private SessionBroken broken(Wire wire, IOException e) {
        WireFault fault = wire.fault();
        if (fault == null) {
            return connection.broken(
                    SmtpPhase.BODY, new WireFault(SmtpFault.MESSAGE_SOURCE, FaultWords.of(e)));
        }
        // Closed under the write, by deadline or interruption: the dot may have gone before. If the
        // write failed by itself, the last octets, and so the dot, never left this machine.
        if (dotInBuffer && wire.isClosed()) {
            return connection.broken(SmtpPhase.FINAL_DOT, fault);
        }
        return lastWords(wire, fault);
    }

    // A server that has had enough says why and hangs up; what it said can still be read.
    private SessionBroken lastWords(Wire wire, WireFault fault) {
        if (fault.fault() == SmtpFault.CONNECTION_LOST && !wire.isClosed()) {
            try {
                wire.within(LAST_WORDS);
                SmtpReply reply = wire.reply().toReply();
                if (reply.isTransient() || reply.isPermanent()) {
                    connection.discard();
                    return SessionBroken.refused(SmtpPhase.BODY, reply);
                }
            } catch (WireFault e) {
                // It said nothing.
            }
        }
        return connection.broken(SmtpPhase.BODY, fault);
    }
}
