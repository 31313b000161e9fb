package org.ventral.backend.cpu.compile;

/** A part of a {@link Plan}. Holds nothing of a run: that is in the frame. */
@FunctionalInterface
interface Step {
    void run(Frame frame);
}
