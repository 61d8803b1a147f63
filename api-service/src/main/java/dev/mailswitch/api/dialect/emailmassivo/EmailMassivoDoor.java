package dev.mailswitch.api.dialect.emailmassivo;

import dev.mailswitch.api.dialect.Door;
import dev.mailswitch.api.dialect.Shown;
import dev.mailswitch.api.dialect.Stop;
import jakarta.inject.Singleton;
import java.util.List;

/// EmailMassivo's door.
@Singleton
class EmailMassivoDoor implements Door {

    static final String NAME = "emailmassivo";
    static final String PATH = "/api/v1/external-mails";

    private static final int BODY_LIMIT = 20 << 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Area> areas() {
        return List.of(new Area(PATH, BODY_LIMIT));
    }

    @Override
    public Shown shown(Stop stop) {
        return Refusals.reply(stop).shown();
    }
}
