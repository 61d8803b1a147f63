package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.dialect.Door;
import dev.mailswitch.api.dialect.Problems;
import dev.mailswitch.api.dialect.Shown;
import dev.mailswitch.api.dialect.Stop;
import jakarta.inject.Singleton;
import java.util.List;

/// The native door.
@Singleton
class EmailsDoor implements Door {

    static final String NAME = "emails";
    static final String PATH = "/api/v1/emails";

    private static final int MEBIBYTE = 1024 * 1024;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Area> areas() {
        return List.of(new Area(PATH, 10 * MEBIBYTE), new Area(PATH + "/batch", 20 * MEBIBYTE));
    }

    @Override
    public Shown shown(Stop stop) {
        return Problems.shown(stop);
    }
}
