// The parts of the page that are loaded after it has been drawn. They are one file,
// because most users need most of them, and rate limiters count requests.
export { CallDetail } from './calls/call-detail.js';
export { FileDrop } from './compare/file-drop.js';
export { EventsTab } from './events/events-tab.js';
export { ShareItems } from './export/share-items.js';
export { GcAndHandles } from './overview/gc-and-handles.js';
export { OverviewVariables } from './overview/overview-variables.js';
export { HelpDialog } from './shell/help-dialog.js';
export { VariablesTab } from './variables/variables-tab.js';
