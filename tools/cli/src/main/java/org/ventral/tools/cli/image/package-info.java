/** Pictures in files, as numbers and back. */
package org.ventral.tools.cli.image;
