/** Abstract JUnit classes that prove a plugin right: subclass one in ten lines. */
module org.ventral.tools.tck {
    requires transitive org.junit.jupiter.api;
    requires transitive org.ventral.nn;
    requires transitive org.ventral.optim;
    requires transitive org.ventral.tensor;

    exports org.ventral.tools.tck;

    opens org.ventral.tools.tck to org.junit.platform.commons;
}
