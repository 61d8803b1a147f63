package dev.mailswitch.ledger;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/// A pool that writes down every prepared statement, and can lose the answer of a COMMIT.
final class RecordingDataSource {

    /// What happens to the next transaction's COMMIT.
    enum Fault {
        NONE,
        /// It takes place, and nobody hears of it.
        COMMITTED_UNHEARD,
        /// The connection breaks before it.
        BROKEN_BEFORE
    }

    final List<String> statements = new CopyOnWriteArrayList<>();
    final AtomicReference<Fault> next = new AtomicReference<>(Fault.NONE);

    /// Runs on the connection before each statement.
    Looking onStatement = connection -> {};

    /// Runs before each connection is handed out.
    Beginning onBegin = () -> {};

    private final DataSource pool;

    RecordingDataSource(DataSource pool) {
        this.pool = pool;
    }

    DataSource dataSource() {
        return proxy(
                DataSource.class,
                pool,
                (name, arguments, call) -> {
                    onBegin.begin();
                    return call.run() instanceof Connection connection
                            ? connection(connection)
                            : call.run();
                });
    }

    private Connection connection(Connection connection) {
        return proxy(
                Connection.class,
                connection,
                (name, arguments, call) -> {
                    if (name.equals("prepareStatement")) {
                        String sql = (String) arguments[0];
                        statements.add(sql);
                        onStatement.look(connection);
                        return statement((PreparedStatement) call.run(), commits(sql));
                    }
                    return name.equals("commit") ? faulty(call) : call.run();
                });
    }

    private static boolean commits(String sql) {
        return sql.endsWith("COMMIT");
    }

    private PreparedStatement statement(PreparedStatement statement, boolean commits) {
        return proxy(
                PreparedStatement.class,
                statement,
                (name, arguments, call) ->
                        name.equals("execute") && commits ? faulty(call) : call.run());
    }

    private Object faulty(Call call) throws Exception {
        return switch (next.getAndSet(Fault.NONE)) {
            case NONE -> call.run();
            case COMMITTED_UNHEARD -> {
                call.run();
                throw new SQLException("the connection broke after COMMIT", "08006");
            }
            case BROKEN_BEFORE -> throw new SQLException("the connection broke", "08006");
        };
    }

    interface Beginning {
        void begin() throws SQLException;
    }

    interface Looking {
        void look(Connection connection) throws SQLException;
    }

    private interface Call {
        Object run() throws Exception;
    }

    private interface Wrapper {
        Object call(String name, Object[] arguments, Call call) throws Exception;
    }

    private static <T> T proxy(Class<T> type, T target, Wrapper wrapper) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) ->
                                wrapper.call(
                                        method.getName(),
                                        arguments,
                                        () -> {
                                            try {
                                                return method.invoke(target, arguments);
                                            } catch (InvocationTargetException failed) {
                                                throw failed.getCause() instanceof Exception e
                                                        ? e
                                                        : failed;
                                            }
                                        })));
    }
}
