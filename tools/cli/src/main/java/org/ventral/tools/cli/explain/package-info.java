/** {@code ventral explain}, {@code ventral depth} and {@code ventral gradient-flow}: what happens inside a network, in pictures. */
package org.ventral.tools.cli.explain;
