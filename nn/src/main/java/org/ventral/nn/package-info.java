/**
 * What every network is made of: {@link org.ventral.nn.Module}, a tree of named parameters, and {@link org.ventral.nn.Init}, how these begin.
 */
package org.ventral.nn;
