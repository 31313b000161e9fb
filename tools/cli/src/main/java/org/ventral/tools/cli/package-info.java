/** The {@code ventral} command and what its subcommands share. */
package org.ventral.tools.cli;
