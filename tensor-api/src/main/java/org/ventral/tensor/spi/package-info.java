/**
 * What plugins implement: backends here, and the form that all kinds of providers share.
 */
package org.ventral.tensor.spi;
