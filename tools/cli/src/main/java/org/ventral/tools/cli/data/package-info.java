/** Data sets for the command line: which can be downloaded, from where, and how that is done safely. */
package org.ventral.tools.cli.data;
