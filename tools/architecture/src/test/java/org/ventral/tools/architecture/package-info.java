/** Rules that hold for the whole platform. */
package org.ventral.tools.architecture;
