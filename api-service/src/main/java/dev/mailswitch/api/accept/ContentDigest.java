package dev.mailswitch.api.accept;

/// The digest of what a mail says, from whom and to whom, for doors where that alone makes two
/// requests one mail ([Once.Content], [Once.KeyAndContent]): sender, recipients, subject, bodies and
/// attachments; nothing else of the request counts.
///
/// Recipients are all of them, copies too, even those that are no addresses: a mail to somebody
/// else's copy is no repetition, and the answer names each. Of a mail made of a template, the template as it was named, the subject that
/// replaces its own and the variables stand for subject and bodies: a repetition is found before the
/// template is looked up, and stays one when the template was changed in between.
final class ContentDigest {

    private ContentDigest() {}

    static byte[] of(Submission mail) {
        Digester digest = new Digester();
        Envelope envelope = mail.envelope();
        digest.maybe(envelope.from(), digest::address);
        digest.list(envelope.to(), digest::address);
        digest.list(envelope.cc(), digest::address);
        digest.list(envelope.bcc(), digest::address);
        switch (mail.matter()) {
            case Matter.Written written -> {
                digest.text("written");
                digest.text(written.subject());
                digest.maybe(written.html());
                digest.maybe(written.text());
            }
            case Matter.Templated templated -> {
                digest.text("templated");
                digest.template(templated.template());
                digest.maybe(templated.subject());
                digest.text(templated.varsJson());
            }
        }
        digest.list(mail.parts().attachments(), digest::attachment);
        if (!envelope.noAddresses().isEmpty()) {
            digest.list(envelope.noAddresses(), digest::text);
        }
        return digest.digest();
    }
}
