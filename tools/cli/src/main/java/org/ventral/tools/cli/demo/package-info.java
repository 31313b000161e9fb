/** {@code ventral demo}: small things to look at. */
package org.ventral.tools.cli.demo;
