# language: es
# Generado con «interop translate» a partir de features/uat/radiologist/reading.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@radiologist
Característica: El radiólogo ve cada estudio tal como se hizo
  Un diagnóstico se apoya en el paciente correcto, el lado correcto, los estudios previos y una imagen sin cambios.
  Lo que falta o cambia en la pantalla falta en el informe.

  Regla: Cada estudio terminado figura una vez en la lista de lectura; los urgentes primero; ninguno se pierde por faltar el fin de la exploración

    @RAD-2 @RAD-49 @UAT-RAD-01 @TC-RAD-011 @shall @positive
    Escenario: Los estudios terminados figuran una vez en la lista de lectura, el urgente primero
      Finalidad: que se informe primero al paciente que no puede esperar, y a nadie dos veces.
      Qué observar: su lista de lectura, cuando ambas exploraciones han terminado.
      Resultado esperado: la TC de cráneo de Luis Mba por encima de la TC de tórax de Ana Torres, ambas una
      sola vez.
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el servicio solicitante pide con carácter urgente la exploración "TC de cráneo sin contraste" para el paciente "Luis Mba"
      Entonces la entrada de la lista de trabajo de la exploración "TC de cráneo sin contraste" del paciente "Luis Mba" muestra la prioridad "urgente"
      Cuando el técnico realiza la exploración "TC de cráneo sin contraste" del paciente "Luis Mba" en el equipo "CT_ER1"
      Entonces el sistema "RIS" recibe una sola vez el aviso de que las imágenes de la exploración "TC de cráneo sin contraste" del paciente "Luis Mba" están disponibles
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "El estudio urgente de Luis Mba figura por encima del de Ana Torres"

    @RAD-6 @RAD-8 @UAT-RAD-01 @TC-RAD-012 @shall @negative
    Escenario: Un estudio cuyo fin nunca se notificó también se informa
      Finalidad: que un técnico que olvida pulsar una tecla no le cueste el diagnóstico a un paciente.
      Qué observar: su lista de lectura, o la lista de estudios sin fin notificado.
      Resultado esperado: la TC de tórax de Carlos Nve figura en una de las dos, con sus imágenes.
      Dado que la exploración "TC de tórax" del paciente "Carlos Nve" está programada en el equipo "CT_ER1"
      Cuando el técnico inicia en el equipo "CT_ER1" la exploración "TC de tórax" del paciente "Carlos Nve"
      Y el técnico adquiere 2 imágenes de la exploración "TC de tórax" del paciente "Carlos Nve"
      Entonces las imágenes de la exploración "TC de tórax" del paciente "Carlos Nve" están almacenadas en el sistema "PACS" y se pueden recuperar
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "La TC de tórax de Carlos Nve figura en una lista que alguien revisa cada día"

  Regla: Se abren todos los estudios previos, del paciente correcto, con estados de presentación, imágenes clave e informes estructurados y antiguos

    @RAD-14 @RAD-16 @RAD-128 @UAT-RAD-02 @TC-RAD-021 @shall @positive
    Escenario: El estudio previo se abre junto al nuevo, con sus imágenes clave y su informe
      Finalidad: los estudios previos deciden lo que significa un hallazgo.
      Qué observar: la radiografía de tórax de Ana Torres, abierta desde su nueva TC de tórax en la estación
      de trabajo.
      Resultado esperado: es la suya, sus imágenes clave están marcadas y se puede leer el informe antiguo.
      Lo hace una persona: los estudios previos del sistema antiguo, con estados de presentación e informes
      estructurados, los busca el radiólogo; esta versión no los tiene.
      Dado que la exploración "Radiografía de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "DX_1"
      Y el radiólogo ha firmado como "definitivo" el informe "Sin hallazgos." de la exploración "Radiografía de tórax" de la paciente "Ana Torres"
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo marca imágenes clave en la exploración "Radiografía de tórax" de la paciente "Ana Torres"
      Entonces lea en la pantalla del sistema "WORKSTATION" el nombre, el identificador y la fecha de nacimiento de la paciente "Ana Torres"
      Y mire la pantalla del sistema "WORKSTATION" y confirme la afirmación "Las imágenes clave de la radiografía anterior están marcadas"
      Y mire la pantalla del sistema "WORKSTATION" y confirme la afirmación "El informe de la radiografía anterior se puede leer junto a la TC de tórax"

    @UAT-RAD-02 @TC-RAD-022 @shall @positive
    Escenario: Los estudios previos del sistema antiguo se abren en el nuevo
      Finalidad: años de imágenes valen lo que aún puede abrirse de ellas.
      Qué observar: cinco pacientes de su elección con estudios migrados, uno de ellos con anotaciones.
      Resultado esperado: cada estudio previo se abre, en el paciente correcto, con anotaciones, imágenes
      clave e informes antiguos.
      Lo hace una persona: todo: el banco de ensayo solo trata pacientes ficticios y no puede mirar estudios
      migrados.
      Cuando usted realiza en el sistema "WORKSTATION" la acción "Abra todos los estudios previos de cinco pacientes cuyos estudios se migraron"
      Entonces mire la pantalla del sistema "WORKSTATION" y confirme la afirmación "Cada estudio previo se abre en el paciente correcto"
      Y mire la pantalla del sistema "WORKSTATION", confirme la afirmación "Las anotaciones, las imágenes clave y los informes antiguos se muestran como en el sistema antiguo" y adjunte la evidencia "La lista de los cinco números de acceso, sin nombres"

  Regla: Las descripciones de series y estudios y la lateralidad no cambian, de modo que funcionan los protocolos de presentación

    @RAD-8 @RAD-16 @UAT-RAD-03 @TC-RAD-031 @shall @positive
    Escenario: El lado de la pantalla es el lado que se exploró
      Finalidad: un lado cambiado acaba en el quirófano.
      Qué observar: el lado que muestran las propias imágenes; escríbalo antes de mirar la solicitud.
      Resultado esperado: el lado que se solicitó, y la disposición que su servicio usa para él.
      Dado que la exploración "Radiografía de mano — lado izquierdo" de la paciente "Ana Torres" está programada en el equipo "DX_1"
      Cuando el técnico realiza la exploración "Radiografía de mano — lado izquierdo" de la paciente "Ana Torres" en el equipo "DX_1"
      Entonces las imágenes recuperadas de la exploración "Radiografía de mano — lado izquierdo" de la paciente "Ana Torres" son las que se hicieron, píxel a píxel y palabra por palabra
      Y lea en la pantalla del sistema "WORKSTATION" qué lado muestran las imágenes de la paciente "Ana Torres"
      Y mire la pantalla del sistema "WORKSTATION" y confirme la afirmación "El estudio de Ana Torres se abre con la disposición prevista para una mano"

  Regla: La ventana, la orientación, el espaciado de píxeles, el cine, los multifotogramas, el color y la marca de compresión no cambian

    @RAD-8 @RAD-16 @UAT-RAD-04 @TC-RAD-041 @shall @positive
    Escenario: La imagen de la pantalla es la imagen que se hizo
      Finalidad: una ventana cambiada o una imagen girada oculta lo que hay.
      Qué observar: la primera imagen de RM de Luis Mba, junto a la que acompaña a la pregunta.
      Resultado esperado: la misma imagen; una distancia medida en la pantalla es la que da la regla de la
      imagen.
      Dado que la exploración "RM de rodilla — lado derecho" del paciente "Luis Mba" está programada en el equipo "MR_1"
      Cuando el técnico realiza la exploración "RM de rodilla — lado derecho" del paciente "Luis Mba" en el equipo "MR_1"
      Entonces las imágenes recuperadas de la exploración "RM de rodilla — lado derecho" del paciente "Luis Mba" son las que se hicieron, píxel a píxel y palabra por palabra
      Y compare la imagen de la exploración "RM de rodilla — lado derecho" del paciente "Luis Mba" en la pantalla del sistema "WORKSTATION" con la que hizo el equipo
      Y mire la pantalla del sistema "WORKSTATION" y confirme la afirmación "La herramienta de medida da longitudes en milímetros en las imágenes de Luis Mba"

    @RAD-8 @RAD-16 @UAT-RAD-04 @TC-RAD-042 @shall @positive
    Escenario: El color, las imágenes en movimiento y las comprimidas se muestran como lo que son
      Finalidad: el flujo se lee en el color, y una imagen comprimida debe decir que lo es.
      Qué observar: la ecografía de Rosa Eyang; después una película y una imagen comprimida hechas por sus
      propios equipos.
      Resultado esperado: la misma imagen, la película a su velocidad y una marca visible en la imagen
      comprimida.
      Lo hace una persona: las películas y las imágenes comprimidas con pérdida vienen de sus equipos; esta
      versión no las hace.
      Dado que la exploración "Ecografía obstétrica" de la paciente "Rosa Eyang" se ha realizado en el equipo "US_1"
      Entonces las imágenes recuperadas de la exploración "Ecografía obstétrica" de la paciente "Rosa Eyang" son las que se hicieron, píxel a píxel y palabra por palabra
      Y compare la imagen de la exploración "Ecografía obstétrica" de la paciente "Rosa Eyang" en la pantalla del sistema "WORKSTATION" con la que hizo el equipo
      Y mire la pantalla del sistema "WORKSTATION" y confirme la afirmación "Una película del propio ecógrafo se reproduce a la velocidad con que se hizo"
      Y mire la pantalla del sistema "WORKSTATION" y confirme la afirmación "Una imagen comprimida con pérdida lleva una marca que lo dice"

  Regla: Tiempo hasta la primera imagen en el propio centro y en un centro remoto, con el enlace propio

    @RAD-16 @UAT-RAD-07 @TC-RAD-071 @shall @positive
    Escenario: La primera imagen aparece a tiempo en la pantalla, aquí y a distancia
      Finalidad: quien espera un minuto por cada estudio informa la mitad.
      Qué observar: un reloj: desde el clic en el estudio hasta la primera imagen completa, tres veces en cada
      sitio.
      Resultado esperado: tiempos dentro de lo acordado, en una estación local y a través del enlace del
      centro.
      Lo hace una persona: la medición: esta versión no cronometra una estación de trabajo real.
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Entonces las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" están almacenadas en el sistema "PACS" y se pueden recuperar
      Cuando usted realiza en el sistema "WORKSTATION" la acción "Abra la TC de tórax de Ana Torres en una estación de este hospital y mida el tiempo"
      Entonces mire la pantalla del sistema "WORKSTATION", confirme la afirmación "La primera imagen apareció dentro del tiempo acordado para este hospital" y adjunte la evidencia "Los tres tiempos en segundos, con el nombre de la estación"
      Cuando usted realiza en el sistema "WORKSTATION" la acción "Abra la TC de tórax de Ana Torres en el centro remoto, por su propio enlace, y mida el tiempo"
      Entonces mire la pantalla del sistema "WORKSTATION", confirme la afirmación "La primera imagen apareció dentro del tiempo acordado para el centro remoto" y adjunte la evidencia "Los tres tiempos en segundos, con el tipo de enlace"

  Regla: Dos lectores en un mismo estudio; lectura desde otro hospital

    @ROUTING @UAT-RAD-08 @TC-RAD-081 @shall @positive
    Escenario: Dos lectores de un mismo estudio saben el uno del otro, uno de ellos en Bata
      Finalidad: dos informes de un estudio son uno de más; un estudio que cada uno deja al otro no lo lee
      nadie.
      Qué observar: la radiografía de tórax de Luis Mba, abierta aquí y después por un colega en Bata.
      Resultado esperado: las imágenes también están allí, y el segundo lector ve quién tiene el estudio.
      Lo hace una persona: abrir el estudio dos veces; esta versión no representa a un segundo lector.
      Dado que la exploración "Radiografía de tórax portátil" del paciente "Luis Mba" se ha realizado en el equipo "CR_1"
      Entonces la exploración "Radiografía de tórax portátil" del paciente "Luis Mba" llega a tiempo al destino "BATA"
      Cuando usted realiza en el sistema "WORKSTATION" la acción "Abra el estudio de Luis Mba y pida a un colega en Bata que también lo abra"
      Entonces mire la pantalla del sistema "WORKSTATION" y confirme la afirmación "El segundo lector ve quién tiene abierto el estudio"
      Y mire la pantalla del sistema "WORKSTATION" y confirme la afirmación "El colega en Bata ve las mismas imágenes que usted"
