/** {@code ventral summary}: the layers of a model in a table. */
package org.ventral.tools.cli.summary;
