package dev.mailswitch.api.admin;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/// What every route of management works with.
@Singleton
public class Desk {

    private final RoutingContext context;
    private final Entrance entrance;
    private final Rows rows;
    private final Writing writing;

    Desk(RoutingContext context, Entrance entrance, Rows rows, Writing writing) {
        this.context = context;
        this.entrance = entrance;
        this.rows = rows;
        this.writing = writing;
    }

    /// Of the current request.
    public RoutingContext context() {
        return context;
    }

    public MultiMap query() {
        return context.queryParams();
    }

    Rows rows() {
        return rows;
    }

    public Writing writing() {
        return writing;
    }

    public Caller enter(Scope scope) {
        return entrance.enter(context, scope);
    }

    public Entrance.Visit enterWithBody(Scope scope) {
        return entrance.enter(context, scope, Change.LIMIT);
    }
}
