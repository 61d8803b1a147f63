package dev.mailswitch.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/// Says on record that a worker is trying one mail and nothing else: only a death in between counts
/// against that mail ([Blame]).
///
/// The worker that claimed a suspect ([Claimed#suspect]) begins its calls only after [#begin] and
/// begins no call of another mail until [#lived], or until the mail is settled, which ends the
/// trial as well. Killed before `begin` is committed, no call was made and nothing counts; killed
/// between the two, it counts; killed after `lived`, it was in company.
public final class Trials {

    private final DataSource dataSource;

    public Trials(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /// @return false if the calls must not begin: the mail is in other hands by now, another one is
    ///     on trial in this worker, or an earlier answer to this question was lost
    public boolean begin(Claimed mail) throws SQLException {
        return move(
                mail,
                """
                UPDATE work w SET trial = 2
                 WHERE w.email_id = ? AND w.holder = ? AND w.fence = ? AND w.trial = 1
                   AND NOT EXISTS (SELECT FROM work o
                                    WHERE o.deaths > 0 AND o.holder = w.holder AND o.trial = 2)""");
    }

    /// The worker has lived through it. Repeating it is harmless.
    public void lived(Claimed mail) throws SQLException {
        move(
                mail,
                """
                UPDATE work SET trial = 3, alone = greatest(alone - 1, 0)
                 WHERE email_id = ? AND holder = ? AND fence = ? AND trial = 2""");
    }

    private boolean move(Claimed mail, String sql) throws SQLException {
        return Transactions.run(
                dataSource,
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.setObject(1, mail.mail().id().value());
                        statement.setLong(2, mail.epoch());
                        statement.setInt(3, mail.fence());
                        return statement.executeUpdate() == 1;
                    }
                });
    }
}
