package dev.mailswitch.api.accept;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.directory.Route;
import dev.mailswitch.ledger.LedgerBusy;
import dev.mailswitch.ledger.LedgerUnavailable;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.model.id.EmailId;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Does with a submission all that accepting it would, and writes nothing. Quotas are not looked at:
/// they may be used up, or whole again, by the time the mail comes.
@Singleton
public class Validation {

    /// What would come of it.
    public sealed interface Result {

        /// @param mail       as it would be accepted now; its id and Message-ID are nobody's
        /// @param suppressed why it would fail at once for the recipients at these positions
        /// @param routes     the ways it could take, by tier, heavier ones first
        record Sound(
                NewMail mail,
                String environment,
                Map<Integer, Suppressed> suppressed,
                List<Route> routes)
                implements Result {

            public Sound {
                suppressed = Map.copyOf(suppressed);
                routes = List.copyOf(routes);
            }
        }

        record Refused(Refusal refusal) implements Result {}
    }

    private final Examiner examiner;
    private final LiveDirectory directory;
    private final InstantSource clock;
    private final RandomGenerator random;

    Validation(
            Examiner examiner,
            LiveDirectory directory,
            InstantSource clock,
            RandomGenerator random) {
        this.examiner = examiner;
        this.directory = directory;
        this.clock = clock;
        this.random = random;
    }

    public Result validate(Caller caller, Submission submission) {
        try {
            return switch (examiner.examine(caller, submission)) {
                case Verdict.Sound sound -> sound(sound);
                case Verdict.Wrong wrong -> new Result.Refused(wrong.refusal());
            };
        } catch (LedgerBusy busy) {
            return new Result.Refused(new Refusal.Busy());
        } catch (LedgerUnavailable unavailable) {
            return new Result.Refused(Refusal.of(unavailable));
        } catch (SQLException away) {
            return new Result.Refused(new Refusal.Away());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new Result.Refused(new Refusal.Away());
        }
    }

    private Result sound(Verdict.Sound sound) {
        Draft draft = sound.draft();
        NewMail mail =
                sound.mail(
                        EmailId.mint(clock.instant(), random),
                        MessageIds.mint(draft.from(), random));
        return new Result.Sound(
                mail,
                draft.environment().name(),
                sound.suppressed(),
                directory.now().routes(draft.environment().id()));
    }
}
