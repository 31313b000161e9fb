/** Pictures of a run: learning curves and confusion matrices. */
package org.ventral.tools.cli.plot;
