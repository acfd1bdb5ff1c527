import { render } from 'preact';
import '../styles/base.css';

render(<main><h1>Operators</h1></main>, document.getElementById('app')!);
