package org.ventral.tensor.op;

/** The running reductions along one axis. */
public enum ScanKind { SUM, PROD, MAX, MIN }
