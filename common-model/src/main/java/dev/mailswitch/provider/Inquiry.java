package dev.mailswitch.provider;

import java.time.Instant;
import java.util.Optional;

/// How a vendor is asked whether an account can be used, and a From at it: the `Standing` of its
/// folder. A question sends nothing and changes nothing. All pure; safe for threads.
///
/// Where one question answers for several Froms, it is the same call for each of them: whoever asks
/// puts it once.
public interface Inquiry {

    /// The call by which the account shows that it is open to this key.
    ///
    /// @throws IllegalArgumentException if the account lacks a setting
    HttpCall accountQuestion(Account account, Instant now);

    /// What the answer to [#accountQuestion] says. A key that may send and nothing else is ready,
    /// where its refusal shows that.
    Readiness accountReady(HttpAnswer answer);

    /// The call that asks whether mail from an address may be sent through the account; empty where
    /// the vendor has none for this kind of key.
    ///
    /// @param from the address of a From, lower case, its domain in ASCII
    /// @throws IllegalArgumentException if the account lacks a setting
    default Optional<HttpCall> senderQuestion(String from, Account account, Instant now) {
        return Optional.empty();
    }

    /// What the answer to [#senderQuestion] says.
    default Readiness senderReady(String from, HttpAnswer answer) {
        return new Readiness.NotKnown("this vendor cannot be asked");
    }
}
