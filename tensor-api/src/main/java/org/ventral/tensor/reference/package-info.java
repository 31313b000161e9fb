/**
 * The reference backend: slow, simple, in double precision.
 */
package org.ventral.tensor.reference;
