import{Q as r,a as e}from"./jsxRuntime-Q8Fyrlgh.js";r(e("main",{children:e("h1",{children:"Operators"})}),document.getElementById("app"));
