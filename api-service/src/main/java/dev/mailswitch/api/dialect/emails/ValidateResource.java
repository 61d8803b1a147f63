package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.accept.Validation;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.Stop;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/// Trying a mail without sending it.
@Path(EmailsDoor.PATH)
@Singleton
@RunOnVirtualThread
public class ValidateResource {

    private final RoutingContext context;
    private final Gate gate;
    private final Validation validation;

    ValidateResource(RoutingContext context, Gate gate, Validation validation) {
        this.context = context;
        this.gate = gate;
        this.validation = validation;
    }

    /// Checks and renders a mail, and says which ways it could take. What would be refused is
    /// refused with the same words.
    @POST
    @Path("validate")
    public Response validate() {
        return gate.visit(context, Scope.EMAILS_SEND)
                .then(
                        visit ->
                                Json.read(EmailsJson.MAPPER, visit.body(), EmailRequest.class)
                                        .then(
                                                request ->
                                                        gate.unpaused(visit.caller())
                                                                .map(c -> answer(c, request))))
                .or(EmailsJson::refused);
    }

    private Response answer(Caller caller, EmailRequest request) {
        return switch (Translator.translate(request, new GivenKey.None())) {
            case Translation.Wrong wrong -> EmailsJson.refused(new Stop.Invalid(wrong.errors()));
            case Translation.Done done ->
                    switch (validation.validate(caller, done.submission())) {
                        case Validation.Result.Refused refused ->
                                EmailsJson.refused(refused.refusal());
                        case Validation.Result.Sound sound ->
                                EmailsJson.response(200, ValidatedView.of(sound)).build();
                    };
        };
    }
}
