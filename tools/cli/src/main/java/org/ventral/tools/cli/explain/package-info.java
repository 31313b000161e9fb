/** {@code ventral explain} and {@code ventral depth}: what happens inside a network, in pictures. */
package org.ventral.tools.cli.explain;
