/** {@code ventral train} and {@code ventral eval}: recipes, run folders, and what is shown and written while a model learns. */
package org.ventral.tools.cli.train;
