/** Timings, to be compared with PyTorch's on the same machine. */
package org.ventral.tools.cli.bench;
