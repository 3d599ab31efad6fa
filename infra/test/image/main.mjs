console.log('a node');
