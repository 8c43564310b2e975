import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AppState } from '../state/app-state.js';
import type { Store } from '../state/store.js';

export const AppContext = createContext<AppState | undefined>(undefined);

export function useApp(): AppState {
  return useContext(AppContext)!;
}

/**
 * Returns the store that is shown, and draws the component again after each
 * tick. Tabs are drawn only while there is a store.
 */
export function useStore(): Store {
  return useApp().drawn.value!;
}
