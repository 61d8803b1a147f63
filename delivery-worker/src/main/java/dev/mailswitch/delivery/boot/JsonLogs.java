package dev.mailswitch.delivery.boot;

import java.util.logging.Handler;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/// Makes every console handler write one JSON object a line.
final class JsonLogs {

    private JsonLogs() {}

    static void use() {
        for (Handler handler : LogContext.getLogContext().getLogger("").getHandlers()) {
            use(handler);
        }
    }

    private static void use(Handler handler) {
        if (handler instanceof ConsoleHandler console) {
            console.setFormatter(new JsonFormatter());
        } else if (handler instanceof ExtHandler parent) {
            for (Handler child : parent.getHandlers()) {
                use(child);
            }
        }
    }
}
