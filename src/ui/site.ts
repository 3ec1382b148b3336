/** What every page of the site loads at once: colours, the way to the search, and where the reader is. */
import "./trusted/own-scripts.ts";
import "./theme/theme.ts";
import { tellOffline } from "./offline/offline.ts";
import { showProgress } from "./progress/show-progress.ts";
import { watchForSearch } from "./search/watch-for-search.ts";

showProgress();
watchForSearch();
tellOffline();
