package dev.mailswitch.api.dialect;

/// A refusal on its way out of a resource of the native door or of management. It never leaves
/// HTTP: what the rooms below refuse, they return as values.
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public Refused(Problem problem) {
        super(problem.code(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
