package dev.mailswitch.delivery.transport.http;

import dev.mailswitch.delivery.transport.http.twin.BrevoTwin;
import dev.mailswitch.delivery.transport.http.twin.MailgunTwin;
import dev.mailswitch.delivery.transport.http.twin.MailjetTwin;
import dev.mailswitch.delivery.transport.http.twin.PostmarkTwin;
import dev.mailswitch.delivery.transport.http.twin.ResendTwin;
import dev.mailswitch.delivery.transport.http.twin.SendGridTwin;
import dev.mailswitch.delivery.transport.http.twin.SesTwin;
import dev.mailswitch.delivery.transport.http.twin.SparkPostTwin;
import dev.mailswitch.delivery.transport.http.twin.Twin;
import java.util.List;

/// The twins of all vendors.
final class Twins {

    private Twins() {}

    static List<Twin> all() {
        return List.of(
                new SendGridTwin(),
                new PostmarkTwin(),
                new SparkPostTwin(),
                new MailgunTwin(),
                new SesTwin(),
                new ResendTwin(),
                new BrevoTwin(),
                new MailjetTwin());
    }
}
