/** What a plugin implements to add an optimizer. */
package org.ventral.optim.spi;
